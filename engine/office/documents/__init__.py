"""Official documents by GB/T 9704-2012: from a matter's data to PDF/A and .docx.

``official.py`` is the document, ``layout.json`` the standard's measures, ``fonts.py`` the typefaces that
are there, ``draft.py`` the text somebody wrote, ``typeset.py`` the PDF (Typst), ``word.py`` the .docx.
"""
