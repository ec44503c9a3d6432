namespace Parley.Tests.Support;

/// <summary>Runs one piece of code at a time, as an activation does; awaits come back to it.</summary>
public sealed class OwnScheduler
{
    private readonly TaskScheduler _scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

    public Task<T> Run<T>(Func<Task<T>> code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, _scheduler).Unwrap();

    public Task Run(Func<Task> code) => Task.Factory.StartNew(code, CancellationToken.None, TaskCreationOptions.None, _scheduler).Unwrap();
}
