-- Triggers for SQLite. Each is named after the rule it holds and says that name when it refuses.
-- RAISE(ABORT) also stops INSERT OR IGNORE and OR REPLACE, which pass by CHECKs and DELETE triggers.
CREATE TRIGGER orders_legal_transition BEFORE UPDATE OF status ON orders
WHEN NEW.status IS NOT OLD.status AND NOT EXISTS (
    SELECT 1 FROM order_transitions AS move WHERE move.before = OLD.status AND move.after = NEW.status
)
BEGIN
    SELECT RAISE(ABORT, 'orders_legal_transition');
END

CREATE TRIGGER orders_not_replaced BEFORE INSERT ON orders
WHEN EXISTS (SELECT 1 FROM orders WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'orders_not_replaced');
END

CREATE TRIGGER refunds_within_payment BEFORE INSERT ON refunds
WHEN NOT COALESCE((
    SELECT payment.refunded + NEW.amount <= payment.amount FROM payments AS payment
    WHERE payment.order_id = NEW.order_id AND payment.currency = NEW.currency
), 0)
BEGIN
    SELECT RAISE(ABORT, 'refunds_within_payment');
END

CREATE TRIGGER refunds_add_up AFTER INSERT ON refunds
BEGIN
    UPDATE payments SET refunded = refunded + NEW.amount WHERE order_id = NEW.order_id;
END

CREATE TRIGGER refunds_keep_amount BEFORE UPDATE OF order_id, cause, currency, amount ON refunds
WHEN (NEW.order_id, NEW.cause, NEW.currency, NEW.amount) IS NOT (OLD.order_id, OLD.cause, OLD.currency, OLD.amount)
BEGIN
    SELECT RAISE(ABORT, 'refunds_keep_amount');
END

CREATE TRIGGER refunds_stay BEFORE DELETE ON refunds
BEGIN
    SELECT RAISE(ABORT, 'refunds_stay');
END

CREATE TRIGGER payments_refunded_is_ledger_insert BEFORE INSERT ON payments
WHEN NEW.refunded IS NOT (SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE order_id = NEW.order_id)
BEGIN
    SELECT RAISE(ABORT, 'payments_refunded_is_ledger');
END

CREATE TRIGGER payments_refunded_is_ledger_update BEFORE UPDATE OF order_id, refunded ON payments
WHEN NEW.refunded IS NOT (SELECT COALESCE(SUM(amount), 0) FROM refunds WHERE order_id = NEW.order_id)
BEGIN
    SELECT RAISE(ABORT, 'payments_refunded_is_ledger');
END

CREATE TRIGGER pending_actions_once BEFORE UPDATE OF state ON pending_actions
WHEN OLD.state <> 'OPEN' AND NEW.state IS NOT OLD.state
BEGIN
    SELECT RAISE(ABORT, 'pending_actions_once');
END

CREATE TRIGGER pending_actions_not_replaced BEFORE INSERT ON pending_actions
WHEN EXISTS (SELECT 1 FROM pending_actions WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'pending_actions_not_replaced');
END

CREATE TRIGGER audit_stays_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit_stays');
END

CREATE TRIGGER audit_stays_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit_stays');
END

CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'audit_not_replaced');
END
