"""scikit-learn on trueno_array beside NumPy, on the data sets that scikit-learn brings: python -m conformance.demo.

Every line runs the same scikit-learn code twice, once on NumPy arrays and once on trueno_array's, and compares what it
computes: the score, and the largest difference of the results relative to their largest element. The exit status says
whether all differences are within their bounds.
"""

import os
import sys
import time

os.environ["SCIPY_ARRAY_API"] = "1"  # SciPy and scikit-learn read it when they are imported

import numpy as np
import sklearn
from sklearn import datasets, metrics
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler

import trueno_array as xp

# A direct method differs by roundings; an iteration stops where its tolerance lets it.
DIRECT, ITERATIVE = 1e-8, 1e-4


def standardised(data):
    return (data - data.mean(axis=0)) / np.where(data.std(axis=0) == 0, 1, data.std(axis=0))


def load(name):
    data, target = getattr(datasets, f"load_{name}")(return_X_y=True)
    return standardised(data), target


# --- the jobs: (X, y) -> (score, array that is compared) ---


def pca(X, y):
    model = PCA(n_components=min(10, X.shape[1] - 1), svd_solver="full").fit(X)
    ratio = model.explained_variance_ratio_
    return float(ratio.__array_namespace__().sum(ratio)), abs(model.transform(X))


def ridge(X, y):
    model = Ridge(alpha=1.0, solver="svd").fit(X, y)
    return float(model.score(X, y)), model.predict(X)


def logistic(X, y):
    model = LogisticRegression(solver="lbfgs", max_iter=300, tol=1e-7).fit(X, y)
    return float(model.score(X, y)), model.predict_proba(X)


def naive_bayes(X, y):
    model = GaussianNB(var_smoothing=1e-3).fit(X, y)
    return float(model.score(X, y)), model.predict_log_proba(X)


def discriminant(X, y):
    model = LinearDiscriminantAnalysis(solver="svd").fit(X, y)
    return float(model.score(X, y)), model.predict_proba(X)


def scaler(X, y):
    result = StandardScaler().fit(X * 3 + 1).transform(X)
    return float(result.__array_namespace__().mean(result * result)), result


def cross_validated(X, y):
    scores = cross_val_score(Ridge(solver="svd"), X, y, cv=5)
    return float(scores.mean()), scores


def cross_validated_classes(X, y):
    scores = cross_val_score(LinearDiscriminantAnalysis(solver="svd"), X, y, cv=5)
    return float(scores.mean()), scores


def ratio_of_dispersions(X, y):
    score = metrics.calinski_harabasz_score(X, y)
    return float(score), [float(score)]


def separation_of_classes(X, y):
    score = metrics.davies_bouldin_score(X, y)
    return float(score), [float(score)]


# fmt: off
JOBS = [
    ("StandardScaler",                   scaler,                  "digits",        DIRECT),
    ("PCA(svd_solver='full')",           pca,                     "digits",        DIRECT),
    ("PCA(svd_solver='full')",           pca,                     "breast_cancer", DIRECT),
    ("Ridge(solver='svd')",              ridge,                   "diabetes",      DIRECT),
    ("LogisticRegression(lbfgs)",        logistic,                "breast_cancer", ITERATIVE),
    ("LogisticRegression(lbfgs)",        logistic,                "wine",          ITERATIVE),
    ("GaussianNB",                       naive_bayes,             "wine",          DIRECT),
    ("GaussianNB",                       naive_bayes,             "digits",        DIRECT),
    ("LinearDiscriminantAnalysis(svd)",  discriminant,            "wine",          DIRECT),
    ("LinearDiscriminantAnalysis(svd)",  discriminant,            "digits",        DIRECT),
    ("cross_val_score of Ridge",         cross_validated,         "diabetes",      DIRECT),
    ("cross_val_score of LDA",           cross_validated_classes, "breast_cancer", DIRECT),
    ("calinski_harabasz_score",          ratio_of_dispersions,   "wine",          DIRECT),
    ("davies_bouldin_score",             separation_of_classes,   "digits",        DIRECT),
]
# fmt: on


def best_of(job, X, y, runs=3):
    """The result and the shortest time in milliseconds."""
    times = []
    while len(times) < runs and sum(times) < 2.0:
        start = time.perf_counter()
        result = job(X, y)
        times.append(time.perf_counter() - start)
    return result, min(times) * 1e3


def compare(job, data):
    X, y = load(data)
    (score, theirs), their_time = best_of(job, X, y)
    with sklearn.config_context(array_api_dispatch=True):
        (our_score, ours), our_time = best_of(job, xp.asarray(X), xp.asarray(y))
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    difference = float(np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs)))
    return score, our_score, difference, their_time, our_time


def main():
    print(f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}, trueno_array {xp.__version__} ({xp.backends.current()})\n")
    print(f"{'estimator':33}{'data':15}{'NumPy':>11}{'trueno_array':>14}{'difference':>12}{'allowed':>9}{'NumPy ms':>10}{'trueno ms':>11}")
    failures = 0
    for name, job, data, bound in JOBS:
        score, our_score, difference, their_time, our_time = compare(job, data)
        good = difference <= bound
        failures += not good
        mark = "" if good else "  TOO MUCH"
        print(
            f"{name:33}{data:15}{score:11.6f}{our_score:14.6f}{difference:12.1e}{bound:9.0e}{their_time:10.1f}{our_time:11.1f}{mark}",
            flush=True,
        )
    print("\nAll differences are within their bounds." if not failures else f"\n{failures} differences are above their bounds.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
