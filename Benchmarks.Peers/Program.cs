using System.Globalization;
using Parley.Benchmarks.Peers.Groups;
using Parley.Benchmarks.Peers.PerMember;

// Started by Benchmarks; the address comes with ASPNETCORE_URLS. Nothing here knows a user or keeps a message.
return args switch
{
    ["signalr"] => await GroupsServer.RunAsync(backplane: null),
    ["signalr-redis", var redis] => await GroupsServer.RunAsync(backplane: redis),
    ["per-member", var siloPort, var gatewayPort] => await PerMemberServer.RunAsync(Port(siloPort), Port(gatewayPort)),
    _ => Usage(),
};

static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("signalr | signalr-redis HOST:PORT | per-member SILO-PORT GATEWAY-PORT");
    return 2;
}
