"""The core of Orderdesk: model, policy, services and the adapters behind them. Imports neither rasa nor rasa_sdk."""
