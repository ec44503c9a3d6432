using System.Net;
using Orleans.Configuration;

namespace Parley.Benchmarks.Peers.PerMember;

/// <summary>
/// SignalR over Orleans as its backplanes do it: a grain for each group knows its connections and calls each of them for each message.
/// Silo and hub share a process, which spares it the network between both.
/// </summary>
internal static class PerMemberServer
{
    public static async Task<int> RunAsync(int siloPort, int gatewayPort)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddSignalR();
        builder.Host.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort)
            .Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback));

        var app = builder.Build();
        app.MapHub<PerMemberHub>("/hub");
        await app.RunAsync();
        return 0;
    }
}
