using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Parley.Grains.Jobs;
using Parley.Grains.Names;
using Parley.Grains.Storage;

namespace Parley.Grains.Rooms;

internal static class RoomsRegistration
{
    public static ISiloBuilder AddRooms(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<RoomOptions>().BindConfiguration(RoomOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RoomOptions>, RoomOptionsValidator>());
        silo.Services.TryAddSingleton<IRoomLog>(services => services.GetRequiredService<Databases>().Messages switch
        {
            SqliteDatabase file => ActivatorUtilities.CreateInstance<SqliteRoomLog>(services, file),
            MySqlDatabase server => ActivatorUtilities.CreateInstance<MySqlRoomLog>(services, server),
            var other => throw new InvalidOperationException($"There is no room log on {other.Engine}."),
        });
        silo.Services.TryAddSingleton<IRoomDirectory, SqlRoomDirectory>();
        silo.Services.TryAddSingleton<RoomTable>();
        silo.Services.AddOptions<KnownNamesOptions>().BindConfiguration(KnownNamesOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KnownNamesOptions>, KnownNamesOptions.Validator>());
        silo.Services.TryAddSingleton(services => ActivatorUtilities.CreateInstance<KnownNames>(
            services, ActivatorUtilities.CreateInstance<RoomNameSource>(services), services.GetRequiredService<IOptions<KnownNamesOptions>>().Value));
        silo.Services.TryAddSingleton<RoomDeletions>();
        silo.Services.AddHostedService<DeletionSweep>();
        silo.Services.TryAddSingleton<HostedRooms>();
        silo.Services.TryAddSingleton<SiloBacklog>();
        return silo.AddJobHandler<PostMessageHandler>();
    }
}
