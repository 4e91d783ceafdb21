"""发文办理: documents of the Provincial Government and its General Office."""
