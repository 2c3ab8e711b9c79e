"""generate.py: writes tables.json, hostile tables and what Python's csv module reads of them.

csv is strict there: it refuses what no writer of the format would have written.
"""
import csv
import io
import json
import pathlib
import random

ALPHABET = ['a', 'bc', '"', '"', '""', ',', ',', '\n', '\r\n', '\r', '\t', ' ', 'ä', '😀', "'"]


def read(text, delimiter):
    """The rows, blank ones left out; None where Python refuses the table."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return [row for row in rows if row]


def tables():
    random.seed(6)
    made = [
        'a,b\n1,2\n', 'a,b\r\n1,2\r\n', 'a,b\r1,2\r', 'a,b\n1,2', 'a\n""\n', 'a,b\n"1\n2",3\n', 'a\n"x""y"\n',
        'a,b\n,\n', 'a\n\n\n1\n', 'a,b\n"x,y",z"w"\n', 'a\n"x"y\n', 'a\n"x\n', 'a\n"x""\n', '"a"\n"b"\r\n',
        '', '\n', 'a', '"a\nb",c\n1,2\n', 'a,b\n1,"2"\r\n\r\n3,4\n', 'a\n"\r\n"\n', 'a\nx\r\r\ny\n',
    ]
    while len(made) < 1000:
        made.append(''.join(random.choice(ALPHABET) for _ in range(random.randint(1, 30))))
    for text in made:
        for delimiter in ',\t':
            yield {'text': text, 'separator': delimiter, 'rows': read(text, delimiter)}


folder = pathlib.Path(__file__).parent
with open(folder / 'tables.json', 'w', encoding='utf-8') as output:
    output.write('[\n' + ',\n'.join(json.dumps(table) for table in tables()) + '\n]\n')
