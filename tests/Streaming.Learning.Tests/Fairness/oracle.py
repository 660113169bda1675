"""How groups fare, worked out apart from the product, from the definitions. Reads lines `age,sex,decision,score,defaulted,due` and writes
JSON: attribute -> group -> figures. An interval of a share is found by trying shares until the score test just rejects them."""
import json
import math
import statistics
import sys

Z = statistics.NormalDist().inv_cdf(0.975)
SMALLEST = 10


def interval(hits, of):
    share = hits / of

    def end(inside, outside):
        for _ in range(200):
            middle = (inside + outside) / 2
            if abs(share - middle) <= Z * math.sqrt(middle * (1 - middle) / of):
                inside = middle
            else:
                outside = middle
        return inside

    return [share, end(share, 0.0), end(share, 1.0)]


def rate(rows, hit):
    return interval(sum(1 for row in rows if hit(row)), len(rows)) if len(rows) >= SMALLEST else None


def difference(one, other):
    if one is None or other is None:
        return None
    return [
        one[0] - other[0],
        one[0] - other[0] - math.hypot(one[0] - one[1], other[2] - other[0]),
        one[0] - other[0] + math.hypot(one[2] - one[0], other[0] - other[1]),
    ]


def ratio(ones, others, hit):
    a, m, b, n = sum(map(hit, ones)), len(ones), sum(map(hit, others)), len(others)
    error = math.sqrt(1 / a - 1 / m + 1 / b - 1 / n)
    middle = math.log(a / m) - math.log(b / n)
    return [math.exp(middle), math.exp(middle - Z * error), math.exp(middle + Z * error)]


def gap(rows):
    off = [row["score"] - row["defaulted"] for row in rows]
    mean = statistics.fmean(off)
    half = Z * statistics.stdev(off) / math.sqrt(len(off))
    return [mean, mean - half, mean + half]


def calibration_error(rows):
    rows = sorted(rows, key=lambda row: -row["score"])
    bins = [rows[i * len(rows) // 20 : (i + 1) * len(rows) // 20] for i in range(20)]
    return sum(
        len(b) / len(rows) * abs(statistics.fmean(r["score"] for r in b) - statistics.fmean(r["defaulted"] for r in b)) for b in bins
    )


granted = lambda row: row["decision"] == "granted"
pays_back = lambda row: not row["defaulted"]


def figures(rows):
    labelled = [row for row in rows if row["due"] and row["defaulted"] is not None]
    due = [row for row in rows if row["due"]]
    return {
        "selection": rate(rows, granted),
        "truePositive": rate([row for row in labelled if pays_back(row)], granted),
        "falsePositive": rate([row for row in labelled if not pays_back(row)], granted),
        "precision": rate([row for row in labelled if granted(row)], pays_back),
        "unlabelled": rate(due, lambda row: row["defaulted"] is None),
        "gap": gap(labelled),
        "error": calibration_error(labelled),
    }


def read(line):
    age, sex, decision, score, defaulted, due = line.strip().split(",")
    return {
        "age": "under 25" if int(age) < 25 else "25 to under 60" if int(age) < 60 else "60 and over",
        "sex": sex or None,
        "decision": decision,
        "score": float(score),
        "defaulted": None if defaulted == "" else defaulted == "True",
        "due": due == "True",
    }


everybody = [read(line) for line in sys.stdin if line.strip()]
found = {}
for attribute in ("age", "sex"):
    names = sorted({row[attribute] for row in everybody if row[attribute]})
    found[attribute] = {}
    for name in names:
        own = [row for row in everybody if row[attribute] == name]
        others = [row for row in everybody if row[attribute] and row[attribute] != name]
        mine, theirs = figures(own), figures(others)
        found[attribute][name] = mine | {
            "selectionRatio": ratio(own, others, granted),
            "adverseRatio": ratio(own, others, lambda row: not granted(row)),
            "selectionDifference": difference(mine["selection"], theirs["selection"]),
            "truePositiveDifference": difference(mine["truePositive"], theirs["truePositive"]),
            "falsePositiveDifference": difference(mine["falsePositive"], theirs["falsePositive"]),
            "precisionDifference": difference(mine["precision"], theirs["precision"]),
        }
json.dump(found, sys.stdout)
