using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Sessions;

namespace Parley.Grains.Sessions;

/// <summary>
/// The keys as this silo knows them: from files, or from the database, which is read again every few seconds. A key signs some time
/// after it was published, so that by then every silo and frontend knows it.
/// </summary>
public sealed partial class SigningKeys(TokenKeyStore store, IOptions<SessionOptions> options, TimeProvider clock, ILogger<SigningKeys> logger) : IDisposable
{
    /// <summary>What was read counts for so long.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(5);

    /// <summary>Ends of tokens that are issued for longer than usual are noted so coarsely: one write for many tokens.</summary>
    private static readonly TimeSpan NoteStep = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _reading = new(1);
    private TokenKeyRing? _ring;
    private long _readAt;
    private bool _isDifferenceLogged;

    /// <summary>True: they come from files, and nothing here can change them.</summary>
    public bool AreFiles => options.Value.KeyFiles.Count > 0;

    /// <summary>All keys, read no longer ago than a few seconds.</summary>
    /// <param name="knownFor">How old they may be; null: as usual.</param>
    public async ValueTask<TokenKeyRing> CurrentAsync(TimeSpan? knownFor = null)
    {
        if (_ring is { } known && (AreFiles || clock.GetElapsedTime(_readAt) < (knownFor ?? KnownFor)))
        {
            return known;
        }

        await _reading.WaitAsync();
        try
        {
            var asked = clock.GetTimestamp();
            if (_ring is { } fresh && (AreFiles || clock.GetElapsedTime(_readAt, asked) < (knownFor ?? KnownFor)))
            {
                return fresh;
            }

            _ring = AreFiles ? FromFiles() : await ReadAsync();
            _readAt = asked;
            return _ring;
        }
        catch (Exception e) when (_ring is not null && knownFor != TimeSpan.Zero)
        {
            // The database is away for a while: what was known will do, and not every sign-in must find that out for itself.
            _readAt = clock.GetTimestamp();
            LogNotRead(e);
            return _ring;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The key for a token that counts until then. Answers after it is certain that the key will be known for as long.</summary>
    public async ValueTask<TokenKeyPair> ForTokenAsync(DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        var signing = (await CurrentAsync()).Signing(now);
        if (until > now + TokenKeyRing.MaxTokenLifetime && signing.TokensUntil < until && signing.File is null)
        {
            await store.NoteTokensAsync(signing.Key.Id, until + NoteStep);
            signing = (await CurrentAsync(TimeSpan.Zero)).Signing(now);
        }

        return signing.Key;
    }

    public void Dispose() => _reading.Dispose();

    private async Task<TokenKeyRing> ReadAsync()
    {
        var known = _ring?.Entries.ToDictionary(entry => entry.Key.Id, entry => entry.Key) ?? [];
        var entries = await store.ReadAsync(known);
        if (entries.IsEmpty)
        {
            await store.AddFirstAsync(options.Value.Algorithm);
            entries = await store.ReadAsync(known);
        }

        var ring = new TokenKeyRing(entries);
        var signing = ring.Signing(clock.GetUtcNow()).Key.Algorithm;
        if (signing != options.Value.Algorithm && !_isDifferenceLogged)
        {
            _isDifferenceLogged = true;
            LogOtherAlgorithm(options.Value.Algorithm, signing);
        }

        return ring;
    }

    /// <summary>The first signs. Read at start, when they were checked as well: a file that changes later changes nothing here.</summary>
    private TokenKeyRing FromFiles()
    {
        var entries = options.Value.KeyFiles.Select((path, at) => new TokenKeyEntry(TokenKeyFile.Read(path), File.GetLastWriteTimeUtc(path))
        {
            SignsFrom = at == 0 ? DateTimeOffset.UnixEpoch : null,
            File = path,
        });
        foreach (var open in options.Value.KeyFiles.Where(IsOpenToOthers))
        {
            LogOpenFile(open);
        }

        return new TokenKeyRing([.. entries]);
    }

    private static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;

    [LoggerMessage(3010, LogLevel.Warning, "The keys that sign tokens could not be read again")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(3011, LogLevel.Warning, "Parley:Sessions:Algorithm is {Wanted}, but the key in use is for {Actual}: run \"admin keys rotate\" to have a new one take over")]
    private partial void LogOtherAlgorithm(string wanted, string actual);

    [LoggerMessage(3012, LogLevel.Warning, "The key file {Path} can be read or written by others on this machine: chmod 600 it")]
    private partial void LogOpenFile(string path);
}
