# 李小明 —— 第二次作业
# 约定：词向量是行，形状为 (V, d)
import numpy as np

def sigmoid(x):
	return 1/(1+np.exp(-x))

def sigmoid_gradient(x):
	变量 = sigmoid(x)      # Python 允许这样的名字
	return 变量*(1-变量)

def naive_softmax_loss_and_gradient(center_vector, outside_index, outside_vectors):
	得分 = np.dot(outside_vectors, center_vector)
	概率 = np.exp(得分-np.max(得分))/np.sum(np.exp(得分-np.max(得分)))
	loss = -np.log(概率[outside_index])
	概率[outside_index] -= 1                    # 就地修改没有关系，loss 已经算好
	return loss, np.dot(概率, outside_vectors), np.outer(概率, center_vector)

def negative_sampling_loss_and_gradient(center_vector, outside_index, negative_indices, outside_vectors):
	所有 = [outside_index] + list(negative_indices)
	标签 = np.array([1.0] + [0.0]*len(negative_indices))
	预测 = sigmoid(np.dot(outside_vectors[所有], center_vector))
	loss = -np.log(预测[0]) - np.sum(np.log(1-预测[1:]))
	grad_outside = np.zeros(outside_vectors.shape)
	for 下标, 误差 in zip(所有, 预测-标签):
		grad_outside[下标] += 误差*center_vector
	return loss, np.dot(预测-标签, outside_vectors[所有]), grad_outside

def skip_gram_loss_and_gradient(center_index, outside_indices, center_vectors, outside_vectors, loss_and_gradient):
	loss = 0.0
	grad_center_vectors = np.zeros(center_vectors.shape)
	grad_outside_vectors = np.zeros(outside_vectors.shape)
	for o in outside_indices:
		一, 二, 三 = loss_and_gradient(center_vectors[center_index], o, outside_vectors)
		loss += 一
		grad_center_vectors[center_index] += 二
		grad_outside_vectors += 三
	return loss, grad_center_vectors, grad_outside_vectors
