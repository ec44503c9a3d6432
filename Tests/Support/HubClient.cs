using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Tests.Support;

/// <summary>A stock SignalR client; what it gets is shown as JSON, whatever the protocol.</summary>
public sealed class HubClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HubConnection _connection;
    private readonly bool _isMessagePack;
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> _ephemera = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> _gaps = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<JsonElement> _own = Channel.CreateUnbounded<JsonElement>();
    private readonly TaskCompletionSource _closed = new();

    private HubClient(HubConnection connection, bool isMessagePack)
    {
        _connection = connection;
        _isMessagePack = isMessagePack;
        On("events", json => _events.Writer.TryWrite(json));
        On("ephemeral", json => _ephemera.Writer.TryWrite(json));
        On("me", json => _own.Writer.TryWrite(json));
        On("gap", json => _gaps.Writer.TryWrite(json));
        On("closing", json => Farewell = json);
        connection.Closed += _ =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>True if events have come that nobody has looked at.</summary>
    public bool HasMoreEvents => _events.Reader.TryPeek(out _);

    /// <summary>What came as <c>events</c> and was not read yet.</summary>
    public ChannelReader<JsonElement> Batches => _events.Reader;

    public ChannelReader<JsonElement> Ephemera => _ephemera.Reader;

    /// <summary>What came as <c>me</c>.</summary>
    public ChannelReader<JsonElement> Own => _own.Reader;

    public ChannelReader<JsonElement> Gaps => _gaps.Reader;

    /// <summary>Ends when the connection has ended.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The <c>closing</c> that came, if one did.</summary>
    public JsonElement? Farewell { get; private set; }

    public static Task<HubClient> Connect(TestServer server, TestUser? user, HttpTransportType transport, bool isMessagePack) =>
        Connect(server.Address, user?.AccessToken, transport, isMessagePack);

    public static async Task<HubClient> Connect(Uri address, string? token, HttpTransportType transport, bool isMessagePack)
    {
        var builder = new HubConnectionBuilder().WithUrl(
            new Uri(address, "/hub"), transport, options => options.AccessTokenProvider = () => Task.FromResult(token));
        if (isMessagePack)
        {
            builder.AddMessagePackProtocol();
        }

        var client = new HubClient(builder.Build(), isMessagePack);
        await client._connection.StartAsync();
        return client;
    }

    /// <summary>Calls a method; its result as JSON.</summary>
    public async Task<JsonElement> Call(string method, params object?[] arguments) =>
        AsJson(await _connection.InvokeCoreAsync(method, _isMessagePack ? typeof(object) : typeof(JsonElement), arguments).WaitAsync(Patience));

    /// <summary>The next so many events.</summary>
    public async Task<List<JsonElement>> Events(int count)
    {
        var events = new List<JsonElement>();
        while (events.Count < count)
        {
            var batch = await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);
            events.AddRange(batch.GetProperty("events").EnumerateArray());
        }

        return events;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void On(string method, Action<JsonElement> take) =>
        _connection.On(
            method,
            [_isMessagePack ? typeof(object) : typeof(JsonElement)],
            arguments =>
            {
                take(AsJson(arguments[0]));
                return Task.CompletedTask;
            });

    private static JsonElement AsJson(object? value) => value is JsonElement json ? json : JsonSerializer.SerializeToElement(Plain(value));

    /// <summary>MessagePack's maps have keys of any type.</summary>
    private static object? Plain(object? value) => value switch
    {
        IDictionary<object, object> map => map.ToDictionary(pair => (string)pair.Key, pair => Plain(pair.Value)),
        object[] array => array.Select(Plain).ToArray(),
        _ => value,
    };
}
