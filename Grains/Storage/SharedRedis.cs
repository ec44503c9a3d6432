using StackExchange.Redis;

namespace Parley.Grains.Storage;

/// <summary>
/// One connection to a Redis for all of a process that needs it, made when it is first asked for. Asked again after it could not be made, it is tried anew: with Sentinel
/// that happens while no primary is known. Plain Redis, Sentinel and Cluster are the library's business; what is used of them here is single keys, so that none needs a hash tag.
/// </summary>
public sealed class SharedRedis(ConfigurationOptions options)
{
    private readonly Lock _lock = new();
    private Task<IConnectionMultiplexer>? _connection;

    /// <exception cref="RedisException">It cannot be made now.</exception>
    public Task<IConnectionMultiplexer> ConnectAsync()
    {
        lock (_lock)
        {
            return _connection is { IsFaulted: false, IsCanceled: false } ? _connection : _connection = OpenAsync();
        }
    }

    /// <summary>Closes it, if it was ever made. It lasts as long as the process else.</summary>
    public async ValueTask CloseAsync()
    {
        if (_connection is { IsCompletedSuccessfully: true } connection)
        {
            await connection.Result.DisposeAsync();
        }
    }

    private async Task<IConnectionMultiplexer> OpenAsync() => await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
}
