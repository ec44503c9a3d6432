using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Parley.Grains.Rooms;

namespace Parley.Grains.Presence;

internal static class PresenceRegistration
{
    public static ISiloBuilder AddPresence(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IRoomWatcher, MembershipNews>();
        return silo;
    }
}
