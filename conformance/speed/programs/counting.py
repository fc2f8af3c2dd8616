"""Tables, groups, graphs."""

from .made import array, classes, generator, normal, side

FLOATS = ("f32", "f64")


def group_by(xp, key, x):
    """Counts, sums and greatest of each key, by sorting."""
    values, inverse = xp.unique_inverse(key)
    counts = xp.bincount(inverse)
    order = xp.argsort(inverse, stable=True)
    ends = xp.cumulative_sum(counts)
    sums = xp.diff(xp.cumulative_sum(x[order], include_initial=True)[xp.concat([xp.zeros(1, dtype=ends.dtype), ends])])
    return values, counts, sums / counts


def weighted_groups(xp, key, x):
    """Mean and variance of each key, by weights of counts."""
    counts = xp.maximum(xp.bincount(key), xp.asarray(1))
    mean = xp.bincount(key, weights=x) / counts
    return mean, xp.bincount(key, weights=(x - mean[key]) ** 2) / counts


def run_lengths(xp, x):
    """The runs of equal values: value and length."""
    ends = xp.nonzero(x[1:] != x[:-1])[0]
    ends = xp.concat([xp.asarray([-1]), ends, xp.asarray([x.shape[0] - 1])])
    return x[ends[1:]], xp.diff(ends)


def page_rank(xp, links, share):
    """Ten steps over a table of the links to each page."""
    rank = xp.full(links.shape[0], 1 / links.shape[0], dtype=share.dtype)
    for _ in range(10):
        rank = 0.15 / links.shape[0] + 0.85 * xp.sum(xp.take(rank * share, xp.reshape(links, (-1,))).reshape(links.shape), axis=1)
        rank = rank / xp.sum(rank)
    return rank


def scattered(xp, x, rows, columns, amounts):
    """A table of what came from where to where, its totals, and its greatest entries."""
    table = xp.bincount(rows * x.shape[1] + columns, weights=amounts, minlength=x.shape[0] * x.shape[1])
    table = xp.reshape(table, x.shape) + x
    return xp.sum(table, axis=0), xp.sum(table, axis=1), xp.sort(xp.reshape(table, (-1,)))[-5:]


def joined(xp, key, price, asked):
    """The prices of those asked for that exist, others 0."""
    order = xp.argsort(key)
    ordered = xp.take(key, order)
    place = xp.minimum(xp.searchsorted(ordered, asked), xp.asarray(key.shape[0] - 1))
    found = xp.take(ordered, place) == asked
    return xp.where(found, xp.take(price, xp.take(order, place)), xp.zeros((), dtype=price.dtype)), xp.count_nonzero(found)


def rank_correlation(xp, x, y):
    """Spearman's."""
    a, b = (xp.astype(xp.argsort(xp.argsort(v)), xp.float64) for v in (x, y))
    a, b = a - xp.mean(a), b - xp.mean(b)
    return xp.sum(a * b) / xp.sqrt(xp.sum(a * a) * xp.sum(b * b))


def tf_idf(xp, counts, query):
    """The likeness of documents to a query, from a table of counts."""
    tf = counts / xp.sum(counts, axis=1, keepdims=True)
    idf = xp.log((1 + counts.shape[0]) / (1 + xp.count_nonzero(counts, axis=0))) + 1
    weights = tf * idf
    weights = weights / xp.linalg.vector_norm(weights, axis=1, keepdims=True)
    return weights @ (query / xp.linalg.vector_norm(query))


def confusion(xp, truth, scores):
    """Table of classes, precision and recall of scores."""
    count = scores.shape[1]
    guess = xp.argmax(scores, axis=1)
    table = xp.reshape(xp.bincount(truth * count + guess, minlength=count * count), (count, count))
    right = xp.linalg.diagonal(table)
    return table, right / xp.maximum(xp.sum(table, axis=0), xp.asarray(1)), right / xp.sum(table, axis=1)


def bootstrap(xp, x, chosen):
    """Means of samples with repetition: their deviation, and the middle nine tenths."""
    means = xp.sort(xp.mean(x[chosen], axis=1))
    return xp.std(means), means[means.shape[0] // 20], means[-means.shape[0] // 20]


def keyed(short, n):
    return {"key": classes(n // 20, n // 2), "x": normal(short, n // 2, seed=3)}


def runs(short, n):
    return {"x": array(generator().integers(0, 3, n // 5).repeat(5), short)}


def graph(short, n):
    pages = n // 80
    return {"links": classes(pages, pages * 8).reshape(pages, 8), "share": array(generator(3).uniform(0.05, 0.2, pages), short)}


def entries(short, n):
    count = side(n // 4)
    x = array(generator().random((count, count)), short)
    names = {"rows": 2, "columns": 3}
    return {"x": x} | {name: classes(count, n // 2, seed=seed) for name, seed in names.items()} | {"amounts": normal(short, n // 2, seed=4)}


def keys(short, n):
    return {
        "key": array(generator().permutation(n // 2) * 2),
        "price": normal(short, n // 2, seed=2),
        "asked": classes(n, n // 2, seed=3),
    }


def two(short, n):
    """Without equal values, whose order sorts may choose."""
    return {name: array(generator(seed).permutation(n // 2), short) for seed, name in enumerate("xy", 1)}


def documents(short, n):
    terms = 50
    counts = generator().poisson(0.5, (n // terms, terms))
    counts[:, 0] += 1
    return {"counts": array(counts, short), "query": array(generator(2).uniform(0, 1, terms))}


def scored(short, n):
    return {"truth": array(generator(2).permutation(n // 10) % 10), "scores": normal(short, n // 10, 10)}


def samples(short, n):
    rows = n // 50
    return {"x": normal(short, 50, seed=2), "chosen": classes(50, rows * 50).reshape(rows, 50)}


PROGRAMS = {
    "groups by sorting": (group_by, keyed, ("f64",), False),
    "groups by weights": (weighted_groups, keyed, ("f64",), False),
    "run lengths": (run_lengths, runs, ("i32", "u8"), False),
    "page rank": (page_rank, graph, FLOATS, False),
    "scattered entries": (scattered, entries, ("f64",), False),
    "join": (joined, keys, FLOATS, False),
    "rank correlation": (rank_correlation, two, FLOATS, False),
    "likeness of documents": (tf_idf, documents, ("i32", "i64"), False),
    "confusion matrix": (confusion, scored, FLOATS, False),
    "bootstrap": (bootstrap, samples, FLOATS, False),
}
