using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Parley.Realtime;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>
/// Moves rooms from this silo to emptier ones, some at a time. Orleans places an activation once and leaves it there: without this,
/// a silo that is added under load would get only rooms that wake up later.
/// </summary>
public sealed partial class RoomBalancer(
    HostedRooms hosted, IGrainFactory grains, ILocalSiloDetails self, IOptions<RoomOptions> options, TimeProvider clock, ILogger<RoomBalancer> logger)
    : BackgroundService
{
    private readonly string _self = self.SiloAddress.ToParsableString();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.BalanceEvery == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            while (true)
            {
                await Task.Delay(options.Value.BalanceEvery * (0.5 + Random.Shared.NextDouble()), clock, stoppingToken);
                await BalanceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task BalanceAsync(CancellationToken stopping)
    {
        try
        {
            var silos = (await grains.GetGrain<ISiloDirectoryGrain>(0).Active()).Remove(_self);
            var counts = await Task.WhenAll(silos.Select(silo => grains.GetGrain<ISiloGrain>(silo).RoomCount()));
            var own = hosted.Count;
            var maxMoves = Math.Min(options.Value.MaxMovesPerBalance, Math.Max(1, own / 5));
            var others = silos.Zip(counts).ToDictionary(pair => pair.First, pair => pair.Second);
            foreach (var move in RoomBalance.Decide(own, others, options.Value.BalanceTolerance, maxMoves))
            {
                LogMoving(move.Rooms, move.Silo, own);
                await Task.WhenAll(hosted.Some(move.Rooms).Select(room => grains.Room(room).Move(_self, move.Silo))).WaitAsync(stopping);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            // A silo has just gone, or is too busy to say how many it has; or the database is away, and a room could not wake: next time.
            LogNotBalanced(e);
        }
    }

    [LoggerMessage(1040, LogLevel.Information, "{Rooms} of {Own} rooms move to silo {Silo}, which has fewer.")]
    private partial void LogMoving(int rooms, string silo, int own);

    [LoggerMessage(1041, LogLevel.Debug, "Rooms could not be balanced.")]
    private partial void LogNotBalanced(Exception exception);
}
