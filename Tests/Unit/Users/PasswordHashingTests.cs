using System.Diagnostics;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Users;
using Xunit;

namespace Parley.Tests.Unit.Users;

public sealed class PasswordHashingTests : IDisposable
{
    private readonly PasswordHashing _passwords = Hashing(new PasswordOptions());

    public void Dispose() => _passwords.Dispose();

    [Fact]
    public async Task The_right_password_is_right()
    {
        var hash = (await _passwords.HashAsync("correct horse")).Value!;

        Assert.Equal(PasswordVerdict.Right, (await _passwords.CheckAsync(hash, "correct horse")).Value);
        Assert.Equal(PasswordVerdict.Wrong, (await _passwords.CheckAsync(hash, "Correct horse")).Value);
        Assert.Equal(PasswordVerdict.Wrong, (await _passwords.CheckAsync(null, "correct horse")).Value);
        Assert.NotEqual(hash, (await _passwords.HashAsync("correct horse")).Value);
    }

    [Fact]
    public async Task A_hash_with_fewer_rounds_is_outdated()
    {
        using var older = Hashing(new PasswordOptions { Iterations = 210_000 });
        var hash = (await older.HashAsync("correct horse")).Value!;

        Assert.Equal(PasswordVerdict.RightButOutdated, (await _passwords.CheckAsync(hash, "correct horse")).Value);
    }

    [Fact]
    public async Task Who_does_not_exist_costs_as_much_as_who_does()
    {
        var hash = (await _passwords.HashAsync("correct horse")).Value!;
        await _passwords.CheckAsync(null, "warm up");

        var (known, unknown) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < 10; round++) // in turns, and the fastest of each: other things run on the machine
        {
            known = Math.Min(known, await Time(() => _passwords.CheckAsync(hash, "wrong")));
            unknown = Math.Min(unknown, await Time(() => _passwords.CheckAsync(null, "wrong")));
        }

        Assert.InRange(unknown / known, 0.5, 2);
    }

    [Fact]
    public async Task Beyond_the_waiting_line_they_are_turned_away_at_once()
    {
        using var passwords = Hashing(new PasswordOptions { MaxConcurrent = 1, MaxWaiting = 2 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => passwords.HashAsync("correct horse")));

        Assert.Equal(3, outcomes.Count(outcome => !outcome.IsError));
        Assert.All(outcomes.Where(outcome => outcome.IsError), outcome =>
        {
            Assert.Equal(ErrorCatalog.Busy, outcome.Error!.Code);
            Assert.True(outcome.Error.RetryAfterMs > 0);
        });
    }

    private static async Task<double> Time(Func<Task> check)
    {
        var started = Stopwatch.GetTimestamp();
        await check();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static PasswordHashing Hashing(PasswordOptions options) => new(Options.Create(options));
}
