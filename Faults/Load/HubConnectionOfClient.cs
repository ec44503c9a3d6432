using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Parley.Faults.History;

namespace Parley.Faults.Load;

/// <summary>The stock SignalR client on <c>/hub</c>, over WebSockets.</summary>
internal sealed class HubConnectionOfClient : ChatConnection
{
    private readonly HubConnection _hub;
    private readonly Func<long> _now;

    private HubConnectionOfClient(Uri door, string token, Func<long> now)
    {
        _now = now;
        var builder = new HubConnectionBuilder().WithUrl(new Uri(door, "/hub"), HttpTransportType.WebSockets, options =>
        {
            options.SkipNegotiation = true;
            options.AccessTokenProvider = () => Task.FromResult<string?>(token);
        });
        builder.Services.AddSingleton<IHubProtocol>(new WireOrderProtocol(Heard));
        _hub = builder.Build();
        _hub.HandshakeTimeout = ConnectPatience;
        foreach (var method in (string[])["events", "gap", "closing", "ephemeral"])
        {
            _hub.On(method, [typeof(JsonElement)], _ => Task.CompletedTask); // its type alone matters: Heard has had it already
        }

        _hub.Closed += e =>
        {
            Ended(e?.Message ?? "closed");
            return Task.CompletedTask;
        };
    }

    /// <param name="now">Stamps.</param>
    public static async Task<HubConnectionOfClient> ConnectAsync(Uri door, string token, Func<long> now)
    {
        var connection = new HubConnectionOfClient(door, token, now);
        try
        {
            using var patience = new CancellationTokenSource(ConnectPatience);
            await connection._hub.StartAsync(patience.Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override Task<Reply> DoAsync(Command command) => command.Kind switch
    {
        OperationKind.Send => AskAsync("Send", command.Room, command.ClientId, command.Text, null),
        OperationKind.Edit => AskAsync("Edit", command.Room, command.Target, command.ClientId, command.Text),
        OperationKind.Delete => AskAsync("Delete", command.Room, command.Target, command.ClientId),
        OperationKind.MarkRead => AskAsync("MarkRead", command.Room, command.Target),
        _ => throw new ArgumentException($"The hub takes no {command.Kind}.", nameof(command)),
    };

    public override Task<Reply> SubscribeAsync(string room, long? after, string? epoch) => AskAsync("Subscribe", room, after, epoch);

    public override void Abort() => _ = _hub.StopAsync();

    public override async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        Ended("given up");
    }

    private async Task<Reply> AskAsync(string method, params object?[] arguments)
    {
        try
        {
            var result = await _hub.InvokeCoreAsync<JsonElement>(method, arguments).WaitAsync(AnswerPatience);
            return result.GetProperty("ok").GetBoolean() ? Wire.Done(result) : Wire.Refusal(result.GetProperty("error"));
        }
        catch (TimeoutException)
        {
            Abort();
            return new Reply.Lost($"no answer within {AnswerPatience.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HubException or InvalidOperationException or OperationCanceledException or IOException or System.Net.WebSockets.WebSocketException)
        {
            return new Reply.Lost(e.Message);
        }
    }

    private void Heard(HubMessage message)
    {
        var now = _now();
        Incoming? incoming = message switch
        {
            InvocationMessage { Target: "events", Arguments: [JsonElement body] } => new Incoming.Events(now, body),
            InvocationMessage { Target: "gap", Arguments: [JsonElement body] } => new Incoming.Gap(now, body),
            InvocationMessage { Target: "closing", Arguments: [JsonElement body] } => Closing(now, body),
            CompletionMessage { Result: JsonElement { ValueKind: JsonValueKind.Object } body } when body.TryGetProperty("complete", out _) => new Incoming.Subscribed(now, body),
            _ => null,
        };
        if (incoming is not null && !Take(incoming))
        {
            Abort();
        }
    }
}
