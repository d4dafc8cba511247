"""What fills the ports: databases, mail, platforms. Only `orderdesk.bootstrap` names what is in here."""
