"""The human figure in plain numpy: base mesh, morphs, skeleton, poses and fitted clothes of the MakeHuman family."""
