using System.Reflection;
using System.Text.Json;
using DavidBert.Serving.Inbox;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace DavidBert.Functions.Tests;

public sealed class FileFunctionsTests
{
    private static readonly Dictionary<string, TriggerBindingAttribute> Triggers = (
        from method in typeof(FileFunctions).GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        from parameter in method.GetParameters()
        let trigger = parameter.GetCustomAttribute<TriggerBindingAttribute>()
        where trigger is not null
        select (function.Name, Trigger: trigger)).ToDictionary(pair => pair.Name, pair => pair.Trigger, StringComparer.Ordinal);

    [Fact]
    public void LabelFile_Trigger_TakesEventsOfTheInboxAlone()
    {
        var trigger = Assert.IsType<BlobTriggerAttribute>(Triggers["label-file"]);

        Assert.Equal("inbox/{name}", trigger.BlobPath);
        Assert.Equal(BlobTriggerSource.EventGrid, trigger.Source);
        Assert.Null(trigger.Connection); // the host's own storage account
    }

    [Theory]
    [InlineData("label-chunk", "davidbert-chunks")]
    [InlineData("reject-chunk", "davidbert-chunks-poison")]
    [InlineData("reject-file", "webjobs-blobtrigger-poison")]
    public void Queues_Triggers_AreTheirs(string function, string queue) =>
        Assert.Equal(queue, Assert.IsType<QueueTriggerAttribute>(Triggers[function]).QueueName);

    [Fact]
    public void Functions_AreAllTested() => Assert.Equal(4, Triggers.Count);

    [Fact]
    public void HostFile_TriesAsOftenAsTheServiceCounts()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
        var extensions = host.RootElement.GetProperty("extensions");

        Assert.Equal(FilePlaces.MostAttempts, extensions.GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
        Assert.Equal(FilePlaces.MostAttempts, extensions.GetProperty("blobs").GetProperty("poisonBlobThreshold").GetInt32());
    }
}
