using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Rooms;

internal static class RoomsRegistration
{
    public static ISiloBuilder AddRooms(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<RoomOptions>().BindConfiguration(RoomOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RoomOptions>, RoomOptionsValidator>());
        silo.Services.TryAddSingleton<IRoomLog, SqliteRoomLog>();
        silo.Services.TryAddSingleton<IRoomDirectory, SqliteRoomDirectory>();
        silo.Services.TryAddSingleton<HostedRooms>();
        return silo;
    }
}
