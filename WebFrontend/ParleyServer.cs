namespace Parley.WebFrontend;

/// <summary>The frontend, put together but not started: what the program runs and what tests start on a free port.</summary>
public static class ParleyServer
{
    /// <param name="args">Configuration as command line arguments, e.g. <c>--urls=http://127.0.0.1:0</c>.</param>
    /// <exception cref="Exception">See <see cref="Embedded.Explain"/> for those that have a sentence for the operator.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddEmbedded();

        var app = builder.Build();
        return app;
    }
}
