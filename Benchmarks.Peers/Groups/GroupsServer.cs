namespace Parley.Benchmarks.Peers.Groups;

/// <summary>ASP.NET Core SignalR with its groups: https://learn.microsoft.com/aspnet/core/signalr/groups, …/signalr/redis-backplane.</summary>
internal static class GroupsServer
{
    /// <param name="backplane">Address of a Redis; null: one server alone.</param>
    public static async Task<int> RunAsync(string? backplane)
    {
        var builder = WebApplication.CreateBuilder();
        var signalR = builder.Services.AddSignalR();
        if (backplane is not null)
        {
            signalR.AddStackExchangeRedis(backplane);
        }

        var app = builder.Build();
        app.MapHub<GroupsHub>("/hub");
        await app.RunAsync();
        return 0;
    }
}
