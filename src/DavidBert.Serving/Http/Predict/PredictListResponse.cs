namespace DavidBert.Serving.Http.Predict;

/// <summary>The answers to several texts.</summary>
/// <param name="Model">Which model answered, the same for all.</param>
/// <param name="Answers">An answer or an error for each text, in their order.</param>
public sealed record PredictListResponse(ModelReference Model, IReadOnlyList<Answer> Answers);
