-- PostgreSQL leaves room in its pages for the rows that a night writes again; SQLite writes them where they are, so nothing is done here.
SELECT 1;
