"""Numbers as text, as Sources/Basics/PackedNumbers.swift reads them: groups of five bits, lowest first, one printable
character a group, with a sixth bit that says that another follows."""

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-"


def spelled(number):
    text = ""
    while True:
        group, number = number & 31, number >> 5
        text += DIGITS[group | (32 if number else 0)]
        if not number:
            return text
