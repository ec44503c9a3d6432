using Orleans.Runtime;

namespace Parley.Tests.Support;

/// <summary>A grain with reminders of any name that counts their ticks.</summary>
[Alias("parley.tests.reminded")]
public interface IRemindedGrain : IGrainWithStringKey
{
    [Alias("remind")] Task Remind(string name, TimeSpan due, TimeSpan period);

    /// <summary>False: it has no such reminder.</summary>
    [Alias("forget")] Task<bool> Forget(string name);

    [Alias("reminders")] Task<string[]> Reminders();

    /// <summary>Ticks of that reminder since the activation.</summary>
    [Alias("ticks")] Task<int> Ticks(string name);
}

[GrainType("test-reminded")]
public sealed class RemindedGrain : Grain, IRemindedGrain, IRemindable
{
    private readonly Dictionary<string, int> _ticks = [];

    public Task Remind(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task<bool> Forget(string name)
    {
        if (await this.GetReminder(name) is not { } reminder)
        {
            return false;
        }

        await this.UnregisterReminder(reminder);
        return true;
    }

    public async Task<string[]> Reminders() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal)];

    public Task<int> Ticks(string name) => Task.FromResult(_ticks.GetValueOrDefault(name));

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _ticks[reminderName] = _ticks.GetValueOrDefault(reminderName) + 1;
        return Task.CompletedTask;
    }
}
