using Orleans.Hosting;

namespace Parley.Grains.Rooms;

internal static class RoomsRegistration
{
    public static ISiloBuilder AddRooms(this ISiloBuilder silo) => silo;
}
