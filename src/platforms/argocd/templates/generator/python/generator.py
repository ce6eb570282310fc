"""What the Applications of an ApplicationSet are made of: the part to change."""

ENVIRONMENTS = {
    "dev": {"revision": "HEAD", "replicas": "1"},
    "prod": {"revision": "HEAD", "replicas": "3"},
}


class Refused(Exception):
    """An input that the generator cannot use; the controller then keeps all Applications as they are."""


def parameter_sets(parameters):
    """One parameter set for each environment that the ApplicationSet's input names.

    Texts reach the templates as they are; a number would be a float there, and 1234567 read 1.234567e+06. An empty list
    is an answer too, and makes the controller delete every Application of the set: refuse what makes no sense.
    """
    wanted = parameters.get("environments")
    if not isinstance(wanted, list) or not wanted:
        raise Refused("Name environments in input.parameters, such as [dev, prod].")
    for name in wanted:
        if not isinstance(name, str) or name not in ENVIRONMENTS:
            raise Refused(f"There is no environment {name!r}. There are {', '.join(ENVIRONMENTS)}.")
    return [{"environment": name, **ENVIRONMENTS[name]} for name in dict.fromkeys(wanted)]
