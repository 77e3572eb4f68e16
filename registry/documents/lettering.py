"""Letters instead of numbers, where numbers would be taken for something else."""


def letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA; nothing below 1."""
    result = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        result = chr(ord("A") + rest) + result
    return result
