using Orleans.Hosting;

namespace Parley.Grains.Users;

internal static class UsersRegistration
{
    public static ISiloBuilder AddUsers(this ISiloBuilder silo) => silo;
}
