// Whether this process may use AMX. Linux wants to be asked, since tiles enlarge what it saves of a
// thread; that changes the process, so nothing here asks unless the host says so. Any thread.
#pragma once

namespace minstrel::kernels {

bool amx_is_allowed();

// Asks for it; false where processor, system or build have none, and where the system refuses.
bool allow_amx();

}  // namespace minstrel::kernels
