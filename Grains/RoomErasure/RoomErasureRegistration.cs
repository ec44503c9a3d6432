using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;
using Parley.Grains.Jobs;
using Parley.Grains.Rooms;

namespace Parley.Grains.RoomErasure;

internal static class RoomErasureRegistration
{
    public static ISiloBuilder AddRoomErasure(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<DeletedRooms>();
        silo.Services.AddSingleton<RoomRows>();
        silo.Services.AddSingleton<RoomEraser>();
        silo.Services.AddSingleton<RoomDeletionStart>();
        silo.Services.AddSingleton<IRoomWatcher>(services => services.GetRequiredService<RoomDeletionStart>());
        silo.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<RoomDeletionStart>());
        return silo.AddJobHandler<RoomDeletionHandler>();
    }
}
