#!/usr/bin/env python3
"""Makes the reference values that perfgate's scorers have to agree with.

    python3 -m venv venv && venv/bin/pip install sacrebleu rouge-score rapidfuzz scikit-learn
    venv/bin/python make.py FOLDER_OF_EVAL_DATA

FOLDER_OF_EVAL_DATA has gsm8k/model_outputs.part0.jsonl, gsm8k/test.part0.jsonl and bbh_outputs/*.jsonl,
as ORIGIN.md says.
"""
import collections
import glob
import json
import os
import random
import re
import string
import sys

import numpy
from nltk.stem import porter
from rapidfuzz.distance import Levenshtein
from rouge_score import rouge_scorer
from sacrebleu.metrics import BLEU
from sklearn.metrics import ndcg_score

HERE = os.path.dirname(os.path.abspath(__file__))
RANDOM = random.Random(20260101)


def squad_tokens(text):
    """`normalize_answer` and `get_tokens` of SQuAD's evaluate-v2.0.py."""
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text, flags=re.UNICODE).split()


def squad_f1(output, expected):
    """`compute_f1` of SQuAD's evaluate-v2.0.py."""
    gold, found = squad_tokens(expected), squad_tokens(output)
    if not gold or not found:
        return float(gold == found)
    same = sum((collections.Counter(gold) & collections.Counter(found)).values())
    if same == 0:
        return 0.0
    precision, recall = same / len(found), same / len(gold)
    return 2 * precision * recall / (precision + recall)


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def real_pairs(folder):
    rows = lines(os.path.join(folder, "gsm8k/model_outputs.part0.jsonl"))
    solutions = {r["question"]: r["answer"] for r in lines(os.path.join(folder, "gsm8k/test.part0.jsonl"))}
    for row in rows[:60]:
        if row["question"] in solutions:
            yield row["175b_verification"]["output"], solutions[row["question"]]
    for path in sorted(glob.glob(os.path.join(folder, "bbh_outputs/*.jsonl"))):
        for row in lines(path)[:10]:
            yield row["cot"]["output"], row["direct"]["output"]
            yield row["cot"]["output"], row["question"][:300]


WORDS = """the a an of to in and is was for on cat cats sat mat running runner ponies skies dying agreed
plastered motoring conflated troubling sized hopping falling hissing fizzed failing filing happy sky relational
conditional rational valenci digitizer conformabli radicalli differentli vileli analogousli vietnamization
predication operator feudalism decisiveness hopefulness callousness formaliti sensitiviti sensibiliti triplicate
formative formalize electriciti electrical hopeful goodness revival allowance inference airliner gyroscopic
adjustable defensible irritant replacement adjustment dependent adoption homologou communism activate angulariti
homologous effective bowdlerize probate rate cease controll roll tied died spied enjoyed say by yyy toy yes news
innings 3.14 1,000 2-3 U.S. don't e.g. state-of-the-art 10- -5 $5.00 50% (x) [y] {z} <a> "q" a&b &amp; &lt;b&gt;
&quot; x.y,z ... , . ; : ! ? / \\ ^ _ ` ~ | @ # * + = \u00e9t\u00e9 e\u0301 \u00dcber stra\u00dfe \u4f60\u597d \u4e16\u754c \u043f\u0440\u0438\u0432\u0435\u0442
\u0130stanbul \u212aelvin \U0001f600 \U0001f1e9\U0001f1ea \u0661\u0662 \u201cquoted\u201d \u2014 \u2026 \u00a0nbsp \u3000wide analogies apologies theology
mythologies geologist generally fully carefully wonderfully""".split(" ")
WORDS = [w for part in WORDS for w in part.split("\n")]


def made_pairs():
    for pair in [("", ""), ("", "a"), ("a", ""), ("the", "a"), (" ", "x"), ("...", "!!!"), ("x", "x"),
                 ("a a a a", "a a"), ("a b c d e", "e d c b a"), ("line-\nbreak <skipped> here", "linebreak here"),
                 ("a\u0085b\u2028c", "a b c"), ("x\x1cy\x1dz", "x y z"), ("\u00e9", "e\u0301"),
                 ("naïve café", "naive cafe"), ("1.5.2, 3,4", "1.5.2 3 4"), ("a.", "a ."), (".,.,", ". , . ,"),
                 ("tab\tnew\r\nline", "tab new line"), ("x" * 200, "x" * 130 + "y" * 70)]:
        yield pair
    for _ in range(260):
        reference = [RANDOM.choice(WORDS) for _ in range(RANDOM.randint(0, 40))]
        output = list(reference)
        for _ in range(RANDOM.randint(0, 12)):
            kind = RANDOM.randint(0, 3)
            if kind == 0 and output:
                del output[RANDOM.randrange(len(output))]
            elif kind == 1:
                output.insert(RANDOM.randint(0, len(output)), RANDOM.choice(WORDS))
            elif kind == 2 and output:
                output.append(RANDOM.choice(output))
            elif output:
                i, j = RANDOM.randrange(len(output)), RANDOM.randrange(len(output))
                output[i], output[j] = output[j], output[i]
        joint = RANDOM.choice([" ", " ", " ", "\n", "  ", "", ", "])
        yield joint.join(output), RANDOM.choice([" ", joint]).join(reference)
    for _ in range(60):
        letters = RANDOM.choice(["ab", "abcdefgh", "ab\u00e9\U0001f600"])
        one = "".join(RANDOM.choice(letters) for _ in range(RANDOM.randint(0, 300)))
        other = "".join(RANDOM.choice(letters) for _ in range(RANDOM.randint(0, 300)))
        yield one, other


def texts(folder):
    plain = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rouge3", "rougeL"], use_stemmer=False)
    stemmed = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    bleu = BLEU(effective_order=True)
    for output, expected in list(real_pairs(folder)) + list(made_pairs()):
        one, two = plain.score(expected, output), stemmed.score(expected, output)
        yield {
            "output": output, "expected": expected,
            "levenshtein": Levenshtein.normalized_similarity(output, expected),
            "token_f1": squad_f1(output, expected),
            "rouge_1": one["rouge1"].fmeasure, "rouge_2": one["rouge2"].fmeasure,
            "rouge_3": one["rouge3"].fmeasure, "rouge_l": one["rougeL"].fmeasure,
            "rouge_1_stemmed": two["rouge1"].fmeasure, "rouge_2_stemmed": two["rouge2"].fmeasure,
            "rouge_l_stemmed": two["rougeL"].fmeasure,
            "bleu": bleu.sentence_score(output, [expected]).score / 100,
        }


ENDINGS = """s es ies sses ss ed eed ied ing y ational tional enci anci izer bli alli entli eli ousli ization
ation ator alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al
ance ence er ic able ible ant ement ment ent ion sion tion ou ism ate iti ous ive ize e ll l ating bling izing
tting lling ssing zzed""".split()


def stems():
    stemmer = porter.PorterStemmer()
    words = set()
    for text in WORDS:
        words.update(w for w in re.sub(r"[^a-z0-9]+", " ", text.lower()).split() if len(w) > 3)
    for _ in range(2500):
        stem = "".join(RANDOM.choice("aeiouybcdlmnprstz") for _ in range(RANDOM.randint(1, 6)))
        words.add(stem + RANDOM.choice(ENDINGS) + RANDOM.choice(["", "", "", "s", "ed", "ing", "e", "y"]))
    words.update(porter.PorterStemmer().pool)
    return {w: stemmer.stem(w) for w in sorted(words) if len(w) > 3}


def rankings():
    for _ in range(60):
        size = RANDOM.randint(2, 12)
        grades = [RANDOM.choice([0, 0, 1, 1, 2, 3, 0.5]) for _ in range(size)]
        if not any(grades):
            grades[0] = 1
        order = list(range(size))
        RANDOM.shuffle(order)
        scores = [0] * size
        for rank, item in enumerate(order):
            scores[item] = size - rank
        row = {"grades": grades, "ranking": order, "k": RANDOM.randint(1, size)}
        row["ndcg"] = float(ndcg_score(numpy.array([grades]), numpy.array([scores])))
        row["ndcg_at_k"] = float(ndcg_score(numpy.array([grades]), numpy.array([scores]), k=row["k"]))
        yield row


def write(name, value):
    rows = value if isinstance(value, dict) else list(value)
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as file:
        if isinstance(rows, dict):
            file.write(json.dumps(rows, ensure_ascii=True, separators=(",", ":")) + "\n")
        else:
            body = ",\n".join(json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in rows)
            file.write("[" + body + "]\n")


if __name__ == "__main__":
    write("texts.json", texts(sys.argv[1]))
    write("stems.json", stems())
    write("rankings.json", rankings())
