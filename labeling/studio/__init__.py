"""Label Studio: starting one, connecting to one, sending photos and taking in what taggers said."""
