"""Every sentence shown to people, in Vietnamese and English, one module a subject. Nothing outside words a message."""
