"""What a module is: contract, fields, specs, weights, registry, errors, resources."""
