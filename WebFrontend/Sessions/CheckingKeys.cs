using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Parley.Errors;
using Parley.Sessions;
using Parley.Silo;

namespace Parley.WebFrontend.Sessions;

/// <summary>
/// The keys that this frontend checks tokens by: a fixed table, read anew now and then, and when a token names a key that is not in it. That
/// is what strangers can do as often as they like, so it costs a call at most once a second.
/// </summary>
internal sealed partial class CheckingKeys(
    IGrainFactory grains, ClusterLink link, IOptions<SessionFrontendOptions> options, TimeProvider clock, ILogger<CheckingKeys> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _reading = new(1);
    private Table? _table;
    private long _lookedAt;
    private bool _hasFailed;

    /// <summary>How often the keys were asked for.</summary>
    public int Reads { get; private set; }

    /// <summary>The table as it is; read if it never was.</summary>
    public async ValueTask<Table> CurrentAsync() => _table ?? await ReadAsync(_ => false);

    /// <summary>The key of that name; null: there is none. Refused as <c>busy</c> if that cannot be known now.</summary>
    public async ValueTask<Outcome<Found>> FindAsync(string id)
    {
        var table = await CurrentAsync();
        if (!table.Keys.ContainsKey(id))
        {
            try
            {
                table = await ReadAsync(read => read.Keys.ContainsKey(id) || clock.GetElapsedTime(_lookedAt) < BetweenLooks);
            }
            catch (Exception e)
            {
                LogNotRead(e);
            }
        }

        return table.Keys.GetValueOrDefault(id) is { } key ? new Found(table, key)
            : _hasFailed ? ErrorCatalog.BusyFor(BetweenLooks)
            : new Found(table, null);
    }

    public override void Dispose()
    {
        _reading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.KeyPeriod, clock);
        try
        {
            await link.Connected.WaitAsync(stoppingToken);
            do
            {
                try
                {
                    await ReadAsync(_ => false);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    LogNotRead(e); // what was known goes on counting
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Reads the table anew, unless another caller has just done so.</summary>
    private async Task<Table> ReadAsync(Func<Table, bool> isGoodEnough)
    {
        await _reading.WaitAsync();
        try
        {
            if (_table is { } known && isGoodEnough(known))
            {
                return known;
            }

            _lookedAt = clock.GetTimestamp();
            Reads++;
            _table = Build(await grains.TokenKeys().Current(), _table);
            _hasFailed = false;
            return _table;
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Keys that were there stay the same objects.</summary>
    private static Table Build(TokenKeys current, Table? before)
    {
        var keys = current.Keys.Select(key => before?.Keys.GetValueOrDefault(key.Id) ?? CheckingKey.From(key)).OfType<CheckingKey>();
        return new Table(current.Issuer, current.Audience, keys.ToFrozenDictionary(key => key.Key.Id));
    }

    [LoggerMessage(3101, LogLevel.Warning, "The keys that tokens are checked by could not be asked for")]
    private partial void LogNotRead(Exception exception);

    /// <param name="Keys">By <c>kid</c>.</param>
    internal sealed record Table(string Issuer, string Audience, FrozenDictionary<string, CheckingKey> Keys)
    {
        /// <summary>Made once for each key and type of token, not for each request.</summary>
        private readonly ConcurrentDictionary<(string Key, string Type), TokenValidationParameters> _parameters = new();

        /// <summary>How a token of that type is checked by one of the keys: by that key and its algorithm alone.</summary>
        public TokenValidationParameters Parameters(CheckingKey key, string type) => _parameters.GetOrAdd((key.Key.Id, type), static (of, by) => new TokenValidationParameters
        {
            ValidTypes = [of.Type],
            ValidAlgorithms = [by.key.Algorithm],
            ValidIssuer = by.table.Issuer,
            ValidAudience = by.table.Audience,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            IssuerSigningKey = by.key.Security,
            TryAllIssuerSigningKeys = false,
            ValidateLifetime = false, // by our clock, see AccessTokenValidator
            NameClaimType = CurrentUser.UserClaim,
        }, (key, table: this));
    }

    /// <param name="Key">Null: there is no such key.</param>
    internal sealed record Found(Table Table, CheckingKey? Key);
}
