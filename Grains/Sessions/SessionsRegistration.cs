using Orleans.Hosting;

namespace Parley.Grains.Sessions;

internal static class SessionsRegistration
{
    public static ISiloBuilder AddSessions(this ISiloBuilder silo) => silo;
}
