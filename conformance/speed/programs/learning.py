"""Machine learning and linear algebra."""

from .made import array, classes, generator, normal, side

FLOATS, FEATURES, CLASSES = ("f32", "f64"), 10, 10


def squared_distances(xp, x, y):
    return xp.sum(x * x, axis=1)[:, None] - 2 * (x @ y.T) + xp.sum(y * y, axis=1)[None, :]


def k_means(xp, x, centres):
    """One step of Lloyd's: the new centres, and the sum of the squared distances."""
    distances = squared_distances(xp, x, centres)
    label = xp.argmin(distances, axis=1)
    members = xp.astype(label[:, None] == xp.arange(centres.shape[0])[None, :], x.dtype)
    count = xp.sum(members, axis=0)
    return members.T @ x / xp.maximum(count, xp.ones_like(count))[:, None], xp.sum(xp.min(distances, axis=1))


def k_means_by_masks(xp, x, centres):
    """The same with a mask for each cluster."""
    label = xp.argmin(xp.sum((x[:, None, :] - centres[None, :, :]) ** 2, axis=2), axis=1)
    return xp.stack([xp.mean(x[label == k], axis=0) for k in range(centres.shape[0])])


def nearest_neighbours(xp, x, targets, queries):
    """The mean target of the five nearest points of each query, and their distances."""
    distances = squared_distances(xp, queries, x)
    nearest = xp.argsort(distances, axis=1)[:, :5]
    return xp.mean(targets[nearest], axis=1), xp.sqrt(xp.take_along_axis(distances, nearest, axis=1))


def logistic_regression(xp, x, y):
    """Twenty steps of gradient descent."""
    w, b = xp.zeros(x.shape[1], dtype=x.dtype), 0.0
    for _ in range(20):
        wrong = 1 / (1 + xp.exp(-(x @ w + b))) - y
        w = w - 0.5 * (x.T @ wrong) / x.shape[0]
        b = b - 0.5 * xp.mean(wrong)
    return w, b


def softmax_classifier(xp, x, w, label):
    """A step of gradient descent with one-hot labels: new weights, loss and accuracy."""
    logits = x @ w
    e = xp.exp(logits - xp.max(logits, axis=1, keepdims=True))
    p = e / xp.sum(e, axis=1, keepdims=True)
    truth = xp.astype(label[:, None] == xp.arange(w.shape[1])[None, :], x.dtype)
    loss = -xp.sum(truth * xp.log(p)) / x.shape[0]
    right = xp.mean(xp.astype(xp.argmax(logits, axis=1) == label, x.dtype))
    return w - 0.1 * (x.T @ (p - truth)) / x.shape[0], loss, right


def two_layers(xp, x, y, v, w):
    """Five steps of a network with a hidden layer."""
    for _ in range(5):
        hidden = xp.tanh(x @ v)
        wrong = (hidden @ w - y) / x.shape[0]
        v, w = v - 0.1 * (x.T @ (wrong @ w.T * (1 - hidden**2))), w - 0.1 * (hidden.T @ wrong)
    return v, w


def naive_bayes(xp, x, label):
    """Gaussian: means and variances of classes by masks, and the class of each row."""
    likelihoods = []
    for k in range(4):
        chosen = x[label == k, :]
        mean, variance = xp.mean(chosen, axis=0), xp.var(chosen, axis=0)
        likelihoods.append(-0.5 * xp.sum((x - mean) ** 2 / variance + xp.log(variance), axis=1))
    return xp.mean(xp.astype(xp.argmax(xp.stack(likelihoods, axis=1), axis=1) == label, x.dtype))


def ridge(xp, x, y):
    """Normal equations by a Cholesky factor: coefficients and the residual's norm."""
    gram = x.T @ x + 0.1 * xp.eye(x.shape[1], dtype=x.dtype)
    factor = xp.linalg.cholesky(gram)
    w = xp.linalg.solve(factor.T, xp.linalg.solve(factor, x.T @ y))
    return w, xp.linalg.vector_norm(x @ w - y)


def principal_components(xp, x):
    """By the SVD of tall data: shares of variance, and the size of two scores."""
    u, s, _ = xp.linalg.svd(x - xp.mean(x, axis=0), full_matrices=False)
    return s**2 / xp.sum(s**2), xp.abs(u[:, :2] * s[:2])


def power_iteration(xp, a):
    """The greatest eigenvalue by thirty products."""
    v = xp.ones(a.shape[0], dtype=a.dtype)
    for _ in range(30):
        v = a @ v
        v = v / xp.linalg.vector_norm(v)
    return v @ (a @ v)


def polynomial_fit(xp, x, y):
    """Degree five, by QR of powers: the fitted values and R squared."""
    powers = xp.stack([x**k for k in range(6)], axis=1)
    q, r = xp.linalg.qr(powers)
    fitted = powers @ xp.linalg.solve(r, q.T @ y)
    return fitted, 1 - xp.sum((y - fitted) ** 2) / xp.sum((y - xp.mean(y)) ** 2)


def silhouette(xp, x, label):
    """Mean silhouette of four clusters, from all distances."""
    distances = xp.sqrt(xp.maximum(squared_distances(xp, x, x), xp.zeros((), dtype=x.dtype)))
    members = xp.astype(label[:, None] == xp.arange(4)[None, :], x.dtype)
    count, own = xp.sum(members, axis=0), members > 0
    sums = distances @ members
    inside = xp.sum(xp.where(own, sums, 0.0), axis=1) / (count[label] - 1)
    outside = xp.min(xp.where(own, xp.inf, sums / count), axis=1)
    return xp.mean((outside - inside) / xp.maximum(inside, outside))


def standardise_and_clip(xp, x):
    """Columns to mean 0 and deviation 1, outliers cut, gaps filled."""
    gaps = xp.isnan(x)
    count = xp.sum(xp.astype(~gaps, x.dtype), axis=0)
    filled = xp.where(gaps, xp.zeros((), dtype=x.dtype), x)
    mean = xp.sum(filled, axis=0) / count
    d = xp.where(gaps, xp.zeros((), dtype=x.dtype), x - mean)
    z = d / xp.sqrt(xp.sum(d * d, axis=0) / (count - 1))
    return xp.where(xp.abs(z) > 3, 3 * xp.sign(z), z)


def with_centres(short, n):
    return {"x": normal(short, n // FEATURES, FEATURES), "centres": normal(short, 8, FEATURES, seed=2)}


def with_queries(short, n):
    count = side(n // 4)
    return {"x": normal(short, 4 * count, 8), "targets": normal(short, 4 * count, seed=2), "queries": normal(short, count, 8, seed=3)}


def with_answers(short, n):
    x = normal(short, n // (4 * FEATURES), FEATURES)
    return {"x": x, "y": array(x[:, 0] + 0.5 * x[:, 1] > 0, short)}


def with_numbers(short, n):
    return {"x": normal(short, n // FEATURES, FEATURES), "y": normal(short, n // FEATURES, seed=2)}


def with_classes(short, n):
    rows = n // 20
    return {"x": normal(short, rows, 20), "w": normal(short, 20, CLASSES, seed=2), "label": classes(CLASSES, rows)}


def with_layers(short, n):
    rows = n // 40
    shapes = {"x": (rows, 8), "y": (rows, 2), "v": (8, 32), "w": (32, 2)}
    return {name: normal(short, *shape, seed=seed) for seed, (name, shape) in enumerate(shapes.items())}


def with_labels(short, n):
    return {"x": normal(short, n // FEATURES, FEATURES), "label": classes(4, n // FEATURES)}


def uneven_rows(short, n):
    return {"x": array(generator().standard_normal((n // FEATURES, FEATURES)) * range(1, FEATURES + 1), short)}


def rows_with_gaps(short, n):
    x = normal(short, n // FEATURES, FEATURES)
    x[generator(3).random(x.shape) < 0.05] = float("nan")
    return {"x": x}


def symmetric(short, n):
    count = side(n)
    a = generator().random((count, count))
    return {"a": array(a + a.T, short)}


def curve(short, n):
    x = generator().uniform(-1, 1, n // 10)
    return {"x": array(x, short), "y": array(x**3 - x + 0.1 * generator(2).standard_normal(x.size), short)}


def points(short, n):
    count = side(n, 16)
    return {"x": normal(short, count, 4), "label": array(generator(2).permutation(count) % 4)}


PROGRAMS = {
    "k-means step": (k_means, with_centres, FLOATS, False),
    "k-means step by masks": (k_means_by_masks, with_centres, FLOATS, True),
    "nearest neighbours": (nearest_neighbours, with_queries, FLOATS, False),
    "logistic regression": (logistic_regression, with_answers, FLOATS, True),
    "softmax classifier": (softmax_classifier, with_classes, FLOATS, False),
    "network of two layers": (two_layers, with_layers, FLOATS, True),
    "naive Bayes": (naive_bayes, with_labels, FLOATS, False),
    "ridge regression": (ridge, with_numbers, FLOATS, False),
    "principal components": (principal_components, uneven_rows, FLOATS, False),
    "power iteration": (power_iteration, symmetric, FLOATS, True),
    "polynomial fit": (polynomial_fit, curve, FLOATS, False),
    "silhouette": (silhouette, points, FLOATS, False),
    "standardise and clip": (standardise_and_clip, rows_with_gaps, FLOATS, False),
}
