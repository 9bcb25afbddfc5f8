"""Product pages read as data: JSON-LD, Shopify's product JSON and Open Graph."""
