"""Prices as people write them in each language."""

from decimal import Decimal

from domain.brief import Language

_SYMBOLS = {
    "CNY": "¥",
    "JPY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "TWD": "NT$",
    "SGD": "S$",
    "AUD": "A$",
    "CAD": "C$",
    "KRW": "₩",
    "INR": "₹",
    "THB": "฿",
    "VND": "₫",
    "PHP": "₱",
    "BRL": "R$",
}


def format_money(amount: Decimal, currency: str, language: Language) -> str:
    """The price for the screen: ``¥99``, ``$12.50``; an unknown currency keeps its ISO code.

    Whole amounts lose their decimals, others keep two. Thousands are grouped in English only.
    """
    number = f"{amount.normalize():f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
    if language == "en" and amount >= 1000:
        number = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    symbol = _SYMBOLS.get(currency)
    return f"{symbol}{number}" if symbol else f"{currency} {number}"
