// The spawner has no interface to call: it is a constructor that acts when the executable was
// started under the name of the spawner (perfgate_spawner_wire.h).
#pragma once
