// The compiled half of Boost.Asio, once, so that no other file has to compile it again
// (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/impl/src.hpp>
