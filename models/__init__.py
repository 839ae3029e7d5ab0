"""Networks: definition, training, evaluation, export, and the weights that ship."""
