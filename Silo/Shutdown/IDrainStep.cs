namespace Parley.Silo.Shutdown;

/// <summary>Something that is done when the process has been asked to stop and is not ready any more, before its services stop.</summary>
public interface IDrainStep
{
    /// <summary>Returns when it is done; keeps to a few seconds.</summary>
    void Run();
}
