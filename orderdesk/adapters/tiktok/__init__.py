"""TikTok Shop's Partner API: signed requests, tokens, customer-service messages, webhooks."""
