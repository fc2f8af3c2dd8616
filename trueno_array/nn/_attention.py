"""Attention."""

from .._ext import attention as _attention


def scaled_dot_product_attention(q, k, v, /, attn_mask=None, *, is_causal=False, scale=None):
    """softmax(q k^T scale + attn_mask) v, with the softmax over keys.

    Parameters
    ----------
    q, k, v : array
        Shapes (..., L, E), (..., S, E) and (..., S, D): queries, keys and values; real floating-point dtypes. Leading dimensions broadcast.
    attn_mask : array, optional
        Broadcasts to the shape (..., L, S) of the scores. Boolean: whether the key takes part; floating-point: added to the scores.
    is_causal : bool
        Whether query i sees the keys up to i only. Not together with attn_mask.
    scale : float, optional
        By default 1 / sqrt(E).

    Returns
    -------
    array
        Shape (..., L, D); the promoted dtype of q, k and v. A query that sees no key gives zeros.

    Raises
    ------
    TypeError
        If a dtype is not real floating-point.
    ValueError
        If the shapes do not fit, or both a mask and is_causal are given.

    Notes
    -----
    torch.nn.functional.scaled_dot_product_attention. Scores exist for a block of queries and keys at a time: M. Milakov and N. Gimelshein,
    "Online normalizer calculation for softmax", 2018; T. Dao et al., "FlashAttention", 2022. The result does not depend on the number
    of threads.
    """
    return _attention.attend(q, k, v, attn_mask, bool(is_causal), scale)


__all__ = ("scaled_dot_product_attention",)
