using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.LocalCluster.Stores;

namespace Parley.Faults.Nemesis;

/// <summary>Single commands to Redis, past every proxy.</summary>
internal sealed class RedisHand(RedisProcess redis)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The first line of the answer, e.g. <c>+OK</c>, <c>:3</c>, <c>-ERR …</c>.</summary>
    public async Task<string> AskAsync(string command)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, redis.Port, patience.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), patience.Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var answer = await reader.ReadLineAsync(patience.Token) ?? "";
        return answer.StartsWith('-') ? throw new InvalidOperationException($"Redis refused {command}: {answer}") : answer;
    }
}
