// The ways into a broker, and the one that a run of the tests takes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ipaas::harness {

enum class entrance : std::uint8_t { tcp, tls, mutual_tls, ws, wss };
inline constexpr entrance all_entrances[] = {entrance::tcp, entrance::tls, entrance::mutual_tls,
                                             entrance::ws, entrance::wss};

constexpr bool uses_tls(entrance way) { return way != entrance::tcp && way != entrance::ws; }
constexpr bool uses_websocket(entrance way) { return way == entrance::ws || way == entrance::wss; }
std::string_view name_of(entrance way);
// brokerUrl of a port on loopback: with a scheme, but for plain TCP.
std::string url_of(entrance way, std::uint16_t port);

// What the environment variable IPAAS_TEST_ENTRANCE names; plain TCP without it. The same tests run
// over each: mosquitto_broker::url() is the URL of this entrance, and connection_settings() adds
// what it needs.
entrance chosen_entrance();

}  // namespace ipaas::harness
