using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Parley.Errors;

namespace Parley.Grains.Users;

/// <summary>
/// Hashes and checks passwords beside the grains' scheduler, a few at a time: each takes a tenth of a second of a processor,
/// and a flood of sign-ins must not take the time of the messages.
/// </summary>
public sealed class PasswordHashing : IDisposable
{
    private static readonly object NoUser = new();
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private readonly PasswordHasher<object> _hasher;
    private readonly ConcurrencyLimiter _line;
    private readonly Lazy<string> _nobodysHash;

    public PasswordHashing(IOptions<PasswordOptions> options)
    {
        _hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = options.Value.Iterations }));
        _line = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.Concurrency,
            QueueLimit = options.Value.MaxWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _nobodysHash = new Lazy<string>(() => _hasher.HashPassword(NoUser, Guid.NewGuid().ToString()));
    }

    /// <summary>What to keep of a password. Refused as <c>busy</c>.</summary>
    public Task<Outcome<string>> HashAsync(string password) => InLineAsync(() => _hasher.HashPassword(NoUser, password));

    /// <summary>
    /// Whether the password is the one that was hashed. Without a hash, the answer is no after the same work, so that time
    /// does not tell which names exist. Refused as <c>busy</c>.
    /// </summary>
    public Task<Outcome<PasswordVerdict>> CheckAsync(string? hash, string password) => InLineAsync(() =>
    {
        var verdict = _hasher.VerifyHashedPassword(NoUser, hash ?? _nobodysHash.Value, password);
        return hash is null ? PasswordVerdict.Wrong : verdict switch
        {
            PasswordVerificationResult.Success => PasswordVerdict.Right,
            PasswordVerificationResult.SuccessRehashNeeded => PasswordVerdict.RightButOutdated,
            _ => PasswordVerdict.Wrong,
        };
    });

    public void Dispose() => _line.Dispose();

    private async Task<Outcome<T>> InLineAsync<T>(Func<T> work)
    {
        using var place = await _line.AcquireAsync();
        return place.IsAcquired ? await Task.Run(work) : ErrorCatalog.BusyFor(RetryAfter);
    }
}

public enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, but kept with fewer rounds than are asked for now.</summary>
    RightButOutdated,
}
