-- Triggers for PostgreSQL. Each is named after the rule it holds and says that name when it refuses.
CREATE FUNCTION orderdesk_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE integrity_constraint_violation USING MESSAGE = TG_NAME;
END $$;

CREATE FUNCTION orderdesk_legal_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM order_transitions AS move WHERE move.before = OLD.status AND move.after = NEW.status;
    IF NOT FOUND THEN
        RAISE integrity_constraint_violation USING MESSAGE = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER orders_legal_transition BEFORE UPDATE OF status ON orders
FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION orderdesk_legal_transition();

-- The update waits for whoever refunds the same order, so two refunds cannot both fit into what is left for one.
CREATE FUNCTION orderdesk_refunds_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE payments SET refunded = refunded + NEW.amount WHERE order_id = NEW.order_id;
    RETURN NULL;
END $$;

CREATE TRIGGER refunds_add_up AFTER INSERT ON refunds
FOR EACH ROW EXECUTE FUNCTION orderdesk_refunds_add_up();

CREATE TRIGGER refunds_keep_amount BEFORE UPDATE OF order_id, cause, currency, amount ON refunds
FOR EACH ROW WHEN (
    (NEW.order_id, NEW.cause, NEW.currency, NEW.amount)
    IS DISTINCT FROM (OLD.order_id, OLD.cause, OLD.currency, OLD.amount)
) EXECUTE FUNCTION orderdesk_refuse();

CREATE TRIGGER refunds_stay BEFORE DELETE ON refunds FOR EACH ROW EXECUTE FUNCTION orderdesk_refuse();

CREATE TRIGGER refunds_not_emptied BEFORE TRUNCATE ON refunds
FOR EACH STATEMENT EXECUTE FUNCTION orderdesk_refuse();

CREATE FUNCTION orderdesk_refunded_is_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.refunded <> (SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE order_id = NEW.order_id) THEN
        RAISE integrity_constraint_violation USING MESSAGE = TG_NAME;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payments_refunded_is_ledger BEFORE INSERT OR UPDATE OF order_id, refunded ON payments
FOR EACH ROW EXECUTE FUNCTION orderdesk_refunded_is_ledger();

CREATE TRIGGER pending_actions_once BEFORE UPDATE OF state ON pending_actions
FOR EACH ROW WHEN (OLD.state <> 'OPEN' AND NEW.state <> OLD.state) EXECUTE FUNCTION orderdesk_refuse();

CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION orderdesk_refuse();

CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION orderdesk_refuse();
